#!/bin/bash
name=$1
unused=2
rm $name
cd "$HOME"
