#!/usr/bin/env bash
# Nothing to install: the image has Python.
