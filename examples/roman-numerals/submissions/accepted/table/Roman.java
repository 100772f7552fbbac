public class Roman implements Numerals {
  private static final int[] VALUES = {1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1};
  private static final String[] SIGNS =
      {"M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"};

  @Override
  public String toRoman(int number) {
    if (number < 1 || number > 3999) throw new IllegalArgumentException("the Romans did not write " + number);
    StringBuilder numeral = new StringBuilder();
    for (int i = 0; i < VALUES.length; i++) {
      for (; number >= VALUES[i]; number -= VALUES[i]) numeral.append(SIGNS[i]);
    }
    return numeral.toString();
  }

  @Override
  public int fromRoman(String numeral) {
    int number = 0;
    for (int i = 0; i < VALUES.length; i++) {
      for (; numeral.startsWith(SIGNS[i]); numeral = numeral.substring(SIGNS[i].length())) number += VALUES[i];
    }
    return number;
  }
}
