import Data.IORef

main :: IO ()
main = newIORef [] >>= loop 0
  where
    loop :: Integer -> IORef [Integer] -> IO ()
    loop i r = do
      modifyIORef' r (i :)
      if i < 0 then readIORef r >>= print else loop (i + 1) r
