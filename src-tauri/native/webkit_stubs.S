/*
 * Stands in for each function of WebKit that is used here, so that the linker asks for no library of WebKit at the start.
 * A call goes on to the function itself; the first one loads WebKit by `webkit_later.c`. A function that is missing in the
 * list brings the libraries back, which `test_the_tray_needs_no_webkit` tells.
 */

/* An entry of the table, and the function. */
.macro later name
    .section .data.rel.ro.bowerbird_later, "aw", @progbits
later_\name:
    .quad first_\name
    .quad name_\name

    .section .rodata.bowerbird_later, "a", @progbits
name_\name:
    .asciz "\name"

    .text
    .globl \name
    .hidden \name
    .type \name, @function
\name:
    .cfi_startproc
    jmp *later_\name(%rip)
first_\name:
    lea later_\name(%rip), %r11
    jmp bowerbird_call_later
    .cfi_endproc
    .size \name, . - \name
.endm

/* Keeps the arguments, which are in registers, and the entry in %r11 while WebKit is loaded, and goes on to the function. */
    .text
    .type bowerbird_call_later, @function
bowerbird_call_later:
    .cfi_startproc
    push %rdi
    push %rsi
    push %rdx
    push %rcx
    push %r8
    push %r9
    push %rax
    push %r11
    .cfi_adjust_cfa_offset 64
    /* Eight more keep the stack as calls want it. */
    sub $136, %rsp
    .cfi_adjust_cfa_offset 136
    movups %xmm0, (%rsp)
    movups %xmm1, 16(%rsp)
    movups %xmm2, 32(%rsp)
    movups %xmm3, 48(%rsp)
    movups %xmm4, 64(%rsp)
    movups %xmm5, 80(%rsp)
    movups %xmm6, 96(%rsp)
    movups %xmm7, 112(%rsp)
    call bowerbird_load_webkit
    movups (%rsp), %xmm0
    movups 16(%rsp), %xmm1
    movups 32(%rsp), %xmm2
    movups 48(%rsp), %xmm3
    movups 64(%rsp), %xmm4
    movups 80(%rsp), %xmm5
    movups 96(%rsp), %xmm6
    movups 112(%rsp), %xmm7
    add $136, %rsp
    .cfi_adjust_cfa_offset -136
    pop %r11
    pop %rax
    pop %r9
    pop %r8
    pop %rcx
    pop %rdx
    pop %rsi
    pop %rdi
    .cfi_adjust_cfa_offset -64
    jmp *(%r11)
    .cfi_endproc
    .size bowerbird_call_later, . - bowerbird_call_later

    .section .data.rel.ro.bowerbird_later, "aw", @progbits
    .balign 8
    .globl bowerbird_later
    .hidden bowerbird_later
bowerbird_later:

later jsc_value_get_type
later jsc_value_to_json
later jsc_value_to_string
later soup_cookie_free
later soup_cookie_get_domain
later soup_cookie_get_expires
later soup_cookie_get_http_only
later soup_cookie_get_name
later soup_cookie_get_path
later soup_cookie_get_same_site_policy
later soup_cookie_get_secure
later soup_cookie_get_value
later soup_cookie_new
later soup_cookie_set_expires
later soup_cookie_set_http_only
later soup_cookie_set_same_site_policy
later soup_cookie_set_secure
later soup_message_headers_append
later soup_message_headers_foreach
later soup_message_headers_new
later soup_message_headers_ref
later soup_message_headers_unref
later webkit_application_info_new
later webkit_application_info_set_name
later webkit_application_info_set_version
later webkit_application_info_unref
later webkit_automation_session_get_type
later webkit_automation_session_set_application_info
later webkit_autoplay_policy_get_type
later webkit_cookie_manager_add_cookie
later webkit_cookie_manager_add_cookie_finish
later webkit_cookie_manager_delete_cookie
later webkit_cookie_manager_delete_cookie_finish
later webkit_cookie_manager_get_all_cookies
later webkit_cookie_manager_get_all_cookies_finish
later webkit_cookie_manager_get_cookies
later webkit_cookie_manager_get_cookies_finish
later webkit_cookie_manager_get_type
later webkit_cookie_manager_set_persistent_storage
later webkit_download_cancel
later webkit_download_get_destination
later webkit_download_get_request
later webkit_download_get_type
later webkit_download_set_destination
later webkit_geolocation_permission_request_get_type
later webkit_input_method_context_get_type
later webkit_input_method_context_set_enable_preedit
later webkit_javascript_result_get_js_value
later webkit_javascript_result_unref
later webkit_navigation_action_copy
later webkit_navigation_action_free
later webkit_navigation_action_get_request
later webkit_navigation_policy_decision_get_navigation_action
later webkit_navigation_policy_decision_get_type
later webkit_network_proxy_settings_free
later webkit_network_proxy_settings_new
later webkit_notification_permission_request_get_type
later webkit_permission_request_allow
later webkit_permission_request_deny
later webkit_permission_request_get_type
later webkit_pointer_lock_permission_request_get_type
later webkit_policy_decision_get_type
later webkit_policy_decision_ignore
later webkit_policy_decision_use
later webkit_print_operation_get_type
later webkit_print_operation_new
later webkit_print_operation_run_dialog
later webkit_security_manager_get_type
later webkit_security_manager_register_uri_scheme_as_secure
later webkit_settings_get_type
later webkit_settings_set_enable_back_forward_navigation_gestures
later webkit_settings_set_enable_developer_extras
later webkit_settings_set_enable_javascript
later webkit_settings_set_enable_page_cache
later webkit_settings_set_enable_webaudio
later webkit_settings_set_enable_webgl
later webkit_settings_set_hardware_acceleration_policy
later webkit_settings_set_javascript_can_access_clipboard
later webkit_settings_set_user_agent
later webkit_uri_request_get_http_headers
later webkit_uri_request_get_type
later webkit_uri_request_get_uri
later webkit_uri_scheme_request_finish_error
later webkit_uri_scheme_request_finish_with_response
later webkit_uri_scheme_request_get_http_body
later webkit_uri_scheme_request_get_http_headers
later webkit_uri_scheme_request_get_http_method
later webkit_uri_scheme_request_get_type
later webkit_uri_scheme_request_get_uri
later webkit_uri_scheme_request_get_web_view
later webkit_uri_scheme_response_get_type
later webkit_uri_scheme_response_new
later webkit_uri_scheme_response_set_content_type
later webkit_uri_scheme_response_set_http_headers
later webkit_uri_scheme_response_set_status
later webkit_user_content_manager_add_script
later webkit_user_content_manager_get_type
later webkit_user_content_manager_new
later webkit_user_content_manager_register_script_message_handler
later webkit_user_media_permission_request_get_type
later webkit_user_script_new
later webkit_user_script_unref
later webkit_web_context_get_security_manager
later webkit_web_context_get_type
later webkit_web_context_get_website_data_manager
later webkit_web_context_new_ephemeral
later webkit_web_context_register_uri_scheme
later webkit_web_context_set_automation_allowed
later webkit_web_context_set_use_system_appearance_for_scrollbars
later webkit_web_context_set_web_extensions_directory
later webkit_web_inspector_close
later webkit_web_inspector_get_type
later webkit_web_inspector_show
later webkit_web_view_get_context
later webkit_web_view_get_input_method_context
later webkit_web_view_get_inspector
later webkit_web_view_get_settings
later webkit_web_view_get_title
later webkit_web_view_get_type
later webkit_web_view_get_uri
later webkit_web_view_get_user_content_manager
later webkit_web_view_get_website_data_manager
later webkit_web_view_load_html
later webkit_web_view_load_request
later webkit_web_view_load_uri
later webkit_web_view_reload
later webkit_web_view_run_javascript
later webkit_web_view_run_javascript_finish
later webkit_web_view_set_background_color
later webkit_web_view_set_zoom_level
later webkit_website_data_manager_clear
later webkit_website_data_manager_clear_finish
later webkit_website_data_manager_get_cookie_manager
later webkit_website_data_manager_get_type
later webkit_website_data_manager_set_network_proxy_settings
later webkit_website_policies_get_type

    .section .data.rel.ro.bowerbird_later, "aw", @progbits
    .globl bowerbird_later_end
    .hidden bowerbird_later_end
bowerbird_later_end:

    .section .note.GNU-stack, "", @progbits
