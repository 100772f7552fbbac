program three;
begin
  halt(3);
end.
