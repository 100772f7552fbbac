blocks = {};
while (true)
  blocks{end + 1} = ones (1, 125000);
endwhile
