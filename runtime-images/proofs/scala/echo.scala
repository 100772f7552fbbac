object Main {
  def main(args: Array[String]): Unit =
    Iterator.continually(scala.io.StdIn.readLine()).takeWhile(_ != null).foreach(println)
}
