-module(main).
-export([main/0]).

main() -> loop([]).

loop(Blocks) -> loop([binary:copy(<<"x">>, 1000000) | Blocks]).
