fun main() {
    val i: Int = "hello"
}
