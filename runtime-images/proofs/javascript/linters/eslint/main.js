const unused = 1;
if (process.argv.length = 3) {
  undefinedFunction();
}

class Counter {
  #count = missing;
  get count() {
    return this.#count?.value ?? 0;
  }
}
console.log(new Counter().count, new WeakRef({}));
