(use-modules (rnrs bytevectors))
(let loop ((blocks (quote ())))
  (loop (cons (make-bytevector 1000000 1) blocks)))
