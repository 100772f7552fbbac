puts "hello
if {1} {
