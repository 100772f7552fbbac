public class Roman implements Numerals {
  private static final int[] VALUES = {1000, 500, 100, 50, 10, 5, 1};
  private static final String SIGNS = "MDCLXVI";

  @Override
  public String toRoman(int number) {
    if (number < 1 || number > 3999) throw new IllegalArgumentException();
    StringBuilder numeral = new StringBuilder();
    for (int i = 0; i < VALUES.length; i++) {
      for (; number >= VALUES[i]; number -= VALUES[i]) numeral.append(SIGNS.charAt(i));
    }
    return numeral.toString();
  }

  @Override
  public int fromRoman(String numeral) {
    int number = 0;
    for (char sign : numeral.toCharArray()) number += VALUES[SIGNS.indexOf(sign)];
    return number;
  }
}
