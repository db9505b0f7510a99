"""The numbers, functions and names that stand in the module are those of the header."""

import os
import re
import unittest
from ctypes import POINTER, c_char_p, c_int32, c_int64, c_size_t, c_uint32, c_void_p

import paysdk
from paysdk import _library, errors, names, tables, transport
from surroundings import file_of

#: Functions that the module does without: raised errors have their status, and statuses their names.
UNUSED = {"paysdk_error_status", "paysdk_status_name"}


class Constants(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with open(os.environ["PAYSDK_HEADER"], encoding="utf-8") as file:
            cls.header = file.read()

    def of_header(self, enum, prefix):
        found = re.search(rf"enum {enum} \{{(.*?)\}}", self.header, re.S)
        return {name: int(number) for name, number in re.findall(rf"{prefix}(\w+) = (-?\d+)", found[1])}

    def test_enums_are_those_of_the_header(self):
        def named(enum):
            return {one.name: one.value for one in enum}

        self.assertEqual({"OK": 0, **named(paysdk.Status)}, self.of_header("paysdk_status", "PAYSDK_"))
        self.assertEqual(named(paysdk.Outcome), self.of_header("paysdk_outcome", "PAYSDK_OUTCOME_"))
        self.assertEqual(named(paysdk.LogLevel), self.of_header("paysdk_log_level", "PAYSDK_LOG_"))

    def test_the_other_numbers_are_those_of_the_header(self):
        for enum, numbers in (
            ("paysdk_delivery", [transport._OK, transport._NOT_SENT, transport._UNKNOWN]),
            ("paysdk_text", [errors._MESSAGE, errors._CODE, errors._PROVIDER_MESSAGE, errors._FIELD]),
            ("paysdk_direction", [tables._REQUEST, tables._RESPONSE]),
            ("paysdk_field_flag", [tables._REQUIRED, tables._MASKED, tables._MOVES_MONEY]),
        ):
            self.assertEqual(numbers, list(self.of_header(enum, "PAYSDK_").values()), enum)

    def test_functions_are_those_of_the_header(self):
        declared = re.findall(r"^(\w[\w ]*?[ *]+)(paysdk_\w+)\(([^;]*)\);", self.header, re.M)
        self.assertEqual({name for _, name, _ in declared} - set(_library._FUNCTIONS), UNUSED)
        self.assertEqual(set(_library._FUNCTIONS) - {name for _, name, _ in declared}, set())
        for result, name, parameters in declared:
            if name in UNUSED:
                continue
            kinds = [] if parameters == "void" else [kind_of(one) for one in parameters.split(",")]
            self.assertEqual(_library._FUNCTIONS[name], (kind_of(result + "result"), kinds), name)

    def test_constants_of_names_name_what_there_is(self):
        def constants(of):
            return {value for name, value in vars(of).items() if not name.startswith("_")}

        listed = file_of("PAYSDK_LISTED")
        self.assertEqual(constants(names.Operation), set(listed["operations"]))
        self.assertEqual(constants(names.Provider), set(listed["providers"]))
        self.assertEqual(constants(names.Notification), set(listed["notifications"]))
        self.assertEqual(constants(names.Scheme), set(listed["schemes"]))
        self.assertEqual(constants(names.Key), set(listed["common_keys"]).union(*listed["providers"].values()))
        both = [*listed["operations"].values(), *listed["notifications"].values()]
        fields = {field for one in both for part in one.values() for field in part}
        self.assertEqual(constants(names.Field), fields.union(listed["item_fields"]))


def kind_of(declaration):
    """The ctypes type of a parameter."""
    kind = " ".join(re.sub(r"\w+$", "", declaration.strip()).replace("*", " * ").split())
    known = {
        "void": None,
        "int32_t": c_int32,
        "int64_t": c_int64,
        "uint32_t": c_uint32,
        "size_t": c_size_t,
        "uint32_t *": POINTER(c_uint32),
        "size_t *": POINTER(c_size_t),
        "char *": c_char_p,
        "const char *": c_char_p,
        "const uint8_t *": c_char_p,
        "const char * *": POINTER(c_char_p),
        "const char * const *": POINTER(c_char_p),
        "const uint8_t * *": POINTER(c_void_p),
        "void *": c_void_p,
        "paysdk_transport_fn": _library.TransportFunction,
        "paysdk_log_fn": _library.LogFunction,
    }
    if kind not in known:
        handle = re.fullmatch(r"(?:const )?paysdk_\w+ \*( \*)?", kind)
        return POINTER(c_void_p) if handle[1] else c_void_p
    return known[kind]
