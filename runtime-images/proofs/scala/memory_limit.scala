object Main {
  def main(args: Array[String]): Unit = {
    val blocks = scala.collection.mutable.ArrayBuffer[Array[Byte]]()
    while (true) blocks += Array.fill(1000000)(1.toByte)
  }
}
