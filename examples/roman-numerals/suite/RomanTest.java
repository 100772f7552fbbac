import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class RomanTest {
  private final Numerals roman = new Roman();

  @Test
  void toRomanAdds() {
    assertEquals("MMLXVI", roman.toRoman(2066));
  }

  @Test
  void toRomanSubtracts() {
    assertEquals("MCMXCIV", roman.toRoman(1994));
  }

  @Test
  void toRomanRefusesZero() {
    assertThrows(IllegalArgumentException.class, () -> roman.toRoman(0));
    assertThrows(IllegalArgumentException.class, () -> roman.toRoman(4000));
  }

  @Test
  void fromRomanAdds() {
    assertEquals(2066, roman.fromRoman("MMLXVI"));
  }

  @Test
  void fromRomanSubtracts() {
    assertEquals(1994, roman.fromRoman("MCMXCIV"));
  }

  @Test
  void roundTrip() {
    for (int n = 1; n < 4000; n++) assertEquals(n, roman.fromRoman(roman.toRoman(n)));
  }
}
