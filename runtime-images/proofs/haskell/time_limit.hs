import Data.IORef

main :: IO ()
main = newIORef (0 :: Int) >>= loop
  where
    loop r = modifyIORef' r (+ 1) >> loop r
