package io.paysdk;

import com.sun.jna.Library;
import com.sun.jna.Pointer;

/**
 * The functions of libpaysdk that this binding calls, as {@code paysdk.h} has them. Texts and handles are plain pointers, so that
 * nothing converts, keeps or frees them but this package.
 */
interface LibPaysdk extends Library {
    int paysdk_abi_version();

    Pointer paysdk_version();

    Pointer paysdk_status_name(int status);

    int paysdk_operation_count(Pointer count);

    int paysdk_operation_at(SizeT i, Pointer name);

    int paysdk_operation_field_at(Pointer operation, int direction, SizeT i, Pointer name, Pointer flags);

    int paysdk_config_new(Pointer provider, Pointer out, Pointer err);

    int paysdk_config_set(Pointer config, Pointer key, Pointer value, Pointer err);

    int paysdk_config_set_transport(Pointer config, TransportFunction function, Pointer userdata, Pointer err);

    int paysdk_config_set_logger(Pointer config, LogFunction function, Pointer userdata, int maxLevel, Pointer err);

    void paysdk_config_free(Pointer config);

    int paysdk_client_new(Pointer config, Pointer out, Pointer err);

    void paysdk_client_free(Pointer client);

    int paysdk_request_new(Pointer client, Pointer operation, Pointer out, Pointer err);

    int paysdk_request_set(Pointer request, Pointer field, Pointer value, Pointer err);

    int paysdk_request_set_i64(Pointer request, Pointer field, long value, Pointer err);

    int paysdk_request_set_json(Pointer request, Pointer object, Pointer err);

    int paysdk_request_send(Pointer request, Pointer out, Pointer err);

    void paysdk_request_free(Pointer request);

    int paysdk_response_get(Pointer response, Pointer field, Pointer value);

    SizeT paysdk_response_count(Pointer response, Pointer list);

    int paysdk_response_json(Pointer response, Pointer json);

    int paysdk_response_body(Pointer response, Pointer start, Pointer size);

    void paysdk_response_free(Pointer response);

    int paysdk_notification_verify(
            Pointer client, Pointer kind, Pointer headers, Pointer body, SizeT size, Pointer out, Pointer err);

    int paysdk_notification_expect(Pointer notification, Pointer order, Pointer amount, Pointer err);

    int paysdk_notification_ack(Pointer kind, int accepted, Pointer text);

    int paysdk_sign(
            Pointer client,
            Pointer scheme,
            Pointer names,
            Pointer values,
            SizeT count,
            Pointer buffer,
            SizeT capacity,
            Pointer need,
            Pointer err);

    int paysdk_verify(
            Pointer client,
            Pointer scheme,
            Pointer names,
            Pointer values,
            SizeT count,
            Pointer signature,
            Pointer err);

    int paysdk_error_outcome(Pointer error);

    int paysdk_error_http_status(Pointer error);

    Pointer paysdk_error_text(Pointer error, int which);

    void paysdk_error_free(Pointer error);

    int paysdk_transport_request_method(Pointer request, Pointer method);

    int paysdk_transport_request_url(Pointer request, Pointer url);

    int paysdk_transport_request_header_at(Pointer request, SizeT i, Pointer name, Pointer value);

    int paysdk_transport_request_body(Pointer request, Pointer start, Pointer size);

    int paysdk_transport_request_timeout_ms(Pointer request, Pointer timeout);

    int paysdk_transport_request_moves_money(Pointer request, Pointer movesMoney);

    int paysdk_transport_reply_set_status(Pointer reply, int status);

    int paysdk_transport_reply_add_header(Pointer reply, Pointer name, Pointer value);

    int paysdk_transport_reply_append_body(Pointer reply, Pointer start, SizeT size);
}
