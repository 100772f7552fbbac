void main() {
  int i = "hello";
}
