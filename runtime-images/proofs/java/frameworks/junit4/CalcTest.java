import static org.hamcrest.CoreMatchers.is;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;

import org.junit.Test;

public class CalcTest {
    @Test
    public void passes() {
        assertThat(Calc.add(1, 1), is(2));
    }

    @Test
    public void fails() {
        assertEquals(3, Calc.add(1, 1));
    }

    @Test
    public void errs() {
        throw new IllegalStateException("unexpected");
    }
}
