"""Answers to questions that come again: written and read by people, offered where the question is asked, and measured."""
