public interface Numerals {
  /** The numeral of a number from 1 to 3999. */
  String toRoman(int number);

  /** The number of a numeral that toRoman made. */
  int fromRoman(String numeral);
}
