class Program {
  static void Main() {
    string line;
    while ((line = System.Console.ReadLine()) != null) System.Console.WriteLine(line);
  }
}
