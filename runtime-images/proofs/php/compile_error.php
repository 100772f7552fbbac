<?php
echo "hello"
echo;
