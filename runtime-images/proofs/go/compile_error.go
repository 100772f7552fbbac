package main

func main() { var i int = "hello" }
