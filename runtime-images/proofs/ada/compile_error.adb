procedure Main is
begin
   Nonsense;
end Main;
