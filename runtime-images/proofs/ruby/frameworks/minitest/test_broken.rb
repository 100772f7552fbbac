# Cannot be loaded: which must not end the other tests.
require "minitest/autorun"
require_relative "nothing_of_that_name"
