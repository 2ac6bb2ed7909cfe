"""The conversation: data, suggested questions, answers."""

from finops_agent.app import talk
from finops_agent.app.files import show_files
from finops_agent.app.process import process
from finops_agent.app.visit import seated_conversation, tell_if_data_was_let_go

conversation = seated_conversation()
tell_if_data_was_let_go(conversation)
show_files(conversation)
kind = talk.choose_analysis(conversation)
talk.show_turns(conversation, kind)
talk.show_suggestions(conversation, kind)
talk.take_question(conversation)
talk.show_model(process().runtime.model)
