main :: IO ()
main = putStrLn 3
