program forever;
begin
  while true do;
end.
