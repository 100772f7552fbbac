const unused = 1;
if (process.argv.length = 3) {
  undefinedFunction();
}
