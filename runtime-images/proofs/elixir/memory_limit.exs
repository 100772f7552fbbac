defmodule Greedy do
  def loop(blocks), do: loop([:binary.copy("x", 1_000_000) | blocks])
end

Greedy.loop([])
