defmodule Forever do
  def loop, do: loop()
end

Forever.loop()
