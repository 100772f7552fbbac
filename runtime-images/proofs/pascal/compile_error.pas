program broken;
begin
  nonsense;
end.
