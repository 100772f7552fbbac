program hello;
begin
  writeln('hello');
end.
