cat("hello
(
