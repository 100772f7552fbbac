let () = print_endline 3
