// Inference over nested generic calls takes exponential time in javac (JLS 18.5.2; known since Java 8).
import java.util.function.Function;

class Main {
  static <T, R> Function<T, R> f(Function<? super T, ? extends Function<T, R>> g) {
    return t -> g.apply(t).apply(t);
  }

  static <A> A id(A a) {
    return a;
  }

  public static void main(String[] args) {
    Function<Integer, Integer> r =
        f(a -> f(b -> f(c -> f(d -> f(e -> f(g -> f(h -> f(i -> f(j -> f(k -> f(l -> f(m -> f(n -> id(o -> id(o))))))))))))));
    System.out.println(r.apply(1));
  }
}
