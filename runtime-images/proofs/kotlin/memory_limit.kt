fun main() {
    val blocks = ArrayList<ByteArray>()
    while (true) blocks.add(ByteArray(1000000) { 1 })
}
