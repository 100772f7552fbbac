class Program {
  static void Main() { int i = "hello"; }
}
