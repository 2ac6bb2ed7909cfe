"""Words to a draft: a question is cut into parts of one rule each, and the parts fill the slots of a draft."""
