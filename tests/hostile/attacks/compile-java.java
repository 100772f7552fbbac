// A question of subtyping that has no end: javac asks itself for ever bigger types (Kennedy and Pierce, "On
// Decidability of Nominal Subtyping with Variance", 2007; Grigore, "Java Generics Are Turing Complete", 2017), until
// its stack or the sandbox ends it.
interface N<Z> {}

interface C<X> extends N<N<? super C<C<X>>>> {}

class Main {
  static N<? super C<Byte>> cast(C<Byte> c) {
    return c;
  }

  public static void main(String[] args) {
    System.out.println(cast(null));
  }
}
