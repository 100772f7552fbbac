object Main {
  def main(args: Array[String]): Unit = {
    val i: Int = "hello"
  }
}
