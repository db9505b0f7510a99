//! C programs that call every function: with each pointer NULL in turn, and with a panic waiting inside.

use std::fmt::Write;

use super::prototypes::{self, Parameter, Prototype};

/// A program that gives NULL for every pointer of every function in turn, the rest being valid, and for all at once.
///
/// It does so inside a transport callback, where all handles there are can be had.
pub(crate) fn null_sweep() -> String {
    let mut calls = String::new();
    for function in prototypes::all() {
        let pointers = || function.parameters.iter().filter(|one| one.is_pointer());
        for null in pointers() {
            if null.name == "err" || !frees(&function) {
                call(
                    &mut calls,
                    &function,
                    |one| one.name == null.name,
                    allowed(&function, null),
                );
            }
        }
        if pointers().count() > 1 {
            call(&mut calls, &function, Parameter::is_pointer, None);
        }
    }
    format!("{HEAD}{SWEEP_SETUP}static void sweep(void)\n{{\n{calls}}}\n{SWEEP_MAIN}")
}

fn frees(function: &Prototype) -> bool {
    function.name.ends_with("_free")
}

/// The status where NULL is given for that parameter alone, if it is another than ARGUMENT.
fn allowed(function: &Prototype, null: &Parameter) -> Option<&'static str> {
    match (&*function.name, &*null.name) {
        (_, "err" | "fn" | "userdata") => Some("any"),
        (_, "headers") => Some("PAYSDK_OK"),
        (_, "buf") => Some("PAYSDK_BUFFER"),
        ("paysdk_error_outcome", _) => Some("PAYSDK_OUTCOME_UNKNOWN"),
        ("paysdk_error_http_status", _) => Some("PAYSDK_OK"),
        _ => None,
    }
}

fn call(
    calls: &mut String,
    function: &Prototype,
    null: impl Fn(&Parameter) -> bool,
    expected: Option<&str>,
) {
    let arguments: Vec<String> = function
        .parameters
        .iter()
        .map(|one| {
            if null(one) {
                "NULL".to_owned()
            } else {
                valid(function, one)
            }
        })
        .collect();
    let call = format!("{}({})", function.name, arguments.join(", "));
    let _ = match (&*function.returns, expected) {
        ("int32_t ", Some("any")) => writeln!(calls, "    (void){call};"),
        ("int32_t ", expected) if function.name.starts_with("paysdk_error_") => {
            let expected = expected.unwrap_or("PAYSDK_ARGUMENT");
            writeln!(calls, "    CHECK({call} == {expected});")
        }
        ("int32_t ", expected) => {
            let expected = expected.unwrap_or("PAYSDK_ARGUMENT");
            writeln!(calls, "    CHECK_STATUS({expected}, {call});")
        }
        ("size_t ", _) => writeln!(calls, "    CHECK({call} == 0);"),
        ("const char *", _) => writeln!(calls, "    CHECK({call} == NULL);"),
        ("void ", _) => writeln!(calls, "    {call};"),
        (other, _) => panic!("{other}{} returns something new", function.name),
    };
}

/// An argument that is good for that parameter.
fn valid(function: &Prototype, one: &Parameter) -> String {
    let of_kind = match &*one.kind {
        "paysdk_config *" | "const paysdk_config *" => "config",
        "const paysdk_client *" => "client",
        "paysdk_request *" | "const paysdk_request *" => "request",
        "const paysdk_response *" => "response",
        "const paysdk_error *" => "error",
        "const paysdk_transport_request *" => "shown",
        "paysdk_transport_reply *" => "reply",
        "paysdk_transport_fn " => "gateway",
        "paysdk_log_fn " => "ignore",
        "void *" => "&out_client",
        "paysdk_config **" => "free_config()",
        "paysdk_client **" => "free_client()",
        "paysdk_request **" => "free_request()",
        "paysdk_response **" => "free_response()",
        "paysdk_error **" => "free_error()",
        "const char *const *" => "texts",
        "const char **" => "&text",
        "const uint8_t **" => "&bytes",
        "const uint8_t *" => "body",
        "char *" => "buffer",
        "size_t *" => "&size",
        "uint32_t *" => "&number",
        "int32_t " | "int64_t " => "1",
        "size_t " => match &*one.name {
            "cap" => "sizeof buffer",
            "n" if function.name == "paysdk_notification_verify" => "body_size",
            "n" => "1",
            _ => "0",
        },
        "const char *" => match &*one.name {
            "provider" => "\"chaoying\"",
            "operation" => "\"chaoying.pay\"",
            "scheme" => "\"chaoying\"",
            "kind" => "\"chaoying.payment\"",
            "key" => "\"pid\"",
            "field" if function.name.contains("response") => "\"state\"",
            "object" => "\"{}\"",
            "order" => "\"null_1\"",
            "amount" => "\"101\"",
            "headers" => "\"\"",
            _ => "\"body\"",
        },
        other => panic!("a parameter of a new type: {other}"),
    };
    of_kind.to_owned()
}

/// A program that makes every function panic inside, and sees that the caller is told so and nothing else happens.
pub(crate) fn panics() -> String {
    let mut calls = String::new();
    for function in prototypes::all() {
        let arguments: Vec<&str> = function
            .parameters
            .iter()
            .map(|one| match &*one.kind {
                "paysdk_error **" => "&err",
                kind if kind.contains('*') || kind.ends_with("_fn ") => "NULL",
                _ => "0",
            })
            .collect();
        let call = format!("{}({})", function.name, arguments.join(", "));
        let explained = arguments.contains(&"&err");
        let _ = writeln!(calls, "    paysdk_test_force_panic();");
        let _ = match &*function.returns {
            "int32_t " => {
                let after = match &*function.name {
                    "paysdk_error_outcome" => "PAYSDK_OUTCOME_UNKNOWN",
                    "paysdk_error_http_status" => "0",
                    _ => "PAYSDK_PANIC",
                };
                writeln!(calls, "    CHECK({call} == {after});")
            }
            "void " => writeln!(calls, "    {call};"),
            "const char *" if function.name == "paysdk_error_text" => {
                writeln!(calls, "    CHECK({call} == NULL);")
            }
            "const char *" => writeln!(calls, "    CHECK({call} != NULL);"),
            _ => writeln!(calls, "    CHECK({call} == 0);"),
        };
        if explained {
            let _ = writeln!(calls, "    panicked(&err);");
        }
        // A function that does not pass through the guard would leave the panic to the next one.
        let _ = writeln!(
            calls,
            "    CHECK(paysdk_abi_version() == PAYSDK_ABI_VERSION);"
        );
    }
    format!(
        "{HEAD}{PANIC_SETUP}int main(void)\n{{\n    paysdk_error *err = NULL;\n{calls}    puts(\"ok\");\n    return 0;\n}}\n"
    )
}

const HEAD: &str = "#include \"check.h\"\n\n";

const PANIC_SETUP: &str = r#"void paysdk_test_force_panic(void);

static void panicked(paysdk_error **err)
{
    CHECK(*err != NULL);
    CHECK(paysdk_error_status(*err) == PAYSDK_PANIC);
    CHECK(paysdk_error_outcome(*err) == PAYSDK_OUTCOME_UNKNOWN);
    paysdk_error_free(*err);
    *err = NULL;
}

"#;

const SWEEP_SETUP: &str = r#"static paysdk_config *config, *out_config;
static paysdk_client *client, *out_client;
static paysdk_request *request, *out_request;
static paysdk_response *response, *out_response;
static paysdk_error *error, *out_error;
static const paysdk_transport_request *shown;
static paysdk_transport_reply *reply;
static const char *texts[] = {"body"};
static const char *text;
static const uint8_t *bytes;
static char buffer[64];
static size_t size;
static uint32_t number;
static uint8_t body[512];
static size_t body_size;

static paysdk_config **free_config(void) { paysdk_config_free(out_config); out_config = NULL; return &out_config; }
static paysdk_client **free_client(void) { paysdk_client_free(out_client); out_client = NULL; return &out_client; }
static paysdk_request **free_request(void) { paysdk_request_free(out_request); out_request = NULL; return &out_request; }
static paysdk_response **free_response(void) { paysdk_response_free(out_response); out_response = NULL; return &out_response; }
static paysdk_error **free_error(void) { paysdk_error_free(out_error); out_error = NULL; return &out_error; }

static int32_t gateway(void *userdata, const paysdk_transport_request *q, paysdk_transport_reply *a)
{
    (void)userdata, (void)q, (void)a;
    return PAYSDK_DELIVERY_NOT_SENT;
}

static void ignore(void *userdata, int32_t level, const char *message)
{
    (void)userdata, (void)level, (void)message;
}

"#;

const SWEEP_MAIN: &str = r#"
static int32_t inside(void *userdata, const paysdk_transport_request *q, paysdk_transport_reply *a)
{
    paysdk_client *const *signer = userdata;
    shown = q;
    reply = a;
    sweep();
    answer_payment(*signer, q, a);
    return PAYSDK_DELIVERY_OK;
}

static void compose(const paysdk_client *signer)
{
    const char *names[] = {"out_trade_no", "pay_result", "result_code", "state", "total_fee"};
    const char *values[] = {"null_1", "0", "SUCCESS", "SUCCESS", "101"};
    char sign[64];
    CHECK_STATUS(PAYSDK_OK, paysdk_sign(signer, "chaoying", names, values, 5, sign, sizeof sign, &size, NULL));
    body_size = (size_t)snprintf((char *)body, sizeof body,
                                 "out_trade_no=null_1&pay_result=0&result_code=SUCCESS&state=SUCCESS&total_fee=101&sign=%s", sign);
}

int main(void)
{
    paysdk_config *outer_config = new_config("http://127.0.0.1:1");
    paysdk_client *outer = NULL;
    paysdk_request *payment;
    paysdk_response *paid = NULL;
    CHECK_STATUS(PAYSDK_OK, paysdk_config_set_transport(outer_config, inside, &outer, NULL));
    outer = new_client(outer_config);
    config = new_config("http://127.0.0.1:1");
    CHECK_STATUS(PAYSDK_OK, paysdk_config_set_transport(config, gateway, NULL, NULL));
    client = new_client(config);
    request = new_payment(client, "null_1");
    CHECK_STATUS(PAYSDK_UNKNOWN_NAME, paysdk_request_set(request, "nobody", "x", &error));
    compose(client);
    CHECK_STATUS(PAYSDK_OK, paysdk_notification_verify(client, "chaoying.payment", NULL, body, body_size, &response, NULL));
    payment = new_payment(outer, "outer_1");
    CHECK_STATUS(PAYSDK_OK, paysdk_request_send(payment, &paid, NULL));
    paysdk_response_free(paid);
    paysdk_request_free(payment);
    free_config(), free_client(), free_request(), free_response(), free_error();
    paysdk_error_free(error);
    paysdk_response_free(response);
    paysdk_request_free(request);
    paysdk_client_free(client);
    paysdk_config_free(config);
    paysdk_client_free(outer);
    paysdk_config_free(outer_config);
    puts("ok");
    return 0;
}
"#;
