import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CalcTest {
    @ParameterizedTest(name = "passes with {0}")
    @ValueSource(ints = {2})
    void passes(int sum) {
        assertEquals(sum, Calc.add(1, 1));
    }

    @Test
    void fails() {
        assertEquals(3, Calc.add(1, 1));
    }

    @Test
    void errs() {
        throw new IllegalStateException("unexpected");
    }
}
