"""Known answers of the tools scorer."""

from tests.scorers.tool_answer_cases import ANSWER_CASES
from tests.scorers.tool_call_cases import CALL_CASES
from tests.scorers.tool_extra_cases import EXTRA_CASES
from tests.scorers.tool_invented_cases import INVENTED_CASES
from tests.scorers.tool_schema_cases import SCHEMA_CASES

__all__ = ["CASES"]

CASES = (*CALL_CASES, *EXTRA_CASES, *ANSWER_CASES, *INVENTED_CASES, *SCHEMA_CASES)
