while (true)
endwhile
