const n: number = "hello";
console.log(n);
