/**
 * The lines of each reply that its sender wrote, by the tests of the collections and, where those look only at a part
 * of it, by reading it. Lines count from one; by collection, then lines, then the names of the files.
 */
export const expectedReplies: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'quotes-crisp/fixtures': {
    '1':
      'correct_sig email_19 email_20 email_2_1 email_4 email_6 email_blackberry email_custom_quote_header ' +
      'email_customer_quote_header_2 email_iphone email_multi_word_sent_from_my_mobile_device email_sent_from ' +
      'email_thread email_tricky_17_forward_header email_tricky_9_nested_quotes email_unquoted_reply ' +
      'sig_no_empty_line',
    '1 7 12': 'email_tricky_19_quote_without_header',
    '1 9-34': 'email_2',
    '1-10': 'email_not_a_signature_2',
    '1-11': 'email_reply_header',
    '1-12': 'email_tricky_3_code_block',
    '1-15': 'email_5 email_tricky_7_multiple_dashes',
    '1-16': 'email_not_a_signature',
    '1-2': 'email_zoho',
    '1-3': 'email_customer_quote_header_3 email_sent_from_my_not_signature email_tricky_20_html_entities',
    '1-4': 'email_tricky_11_double_signature email_tricky_16_unicode_signatures',
    '1-5':
      'email_10 email_11 email_12 email_13 email_14 email_15 email_16 email_17 email_18 email_22 email_23 ' +
      'email_24 email_25 email_26 email_3 email_7 email_8 email_9 email_danish_dash_separator ' +
      'email_en_multiline_2 email_finnish email_fr_multiline email_french_2 email_french_dash_separator ' +
      'email_german email_german_2 email_german_3 email_german_outlook email_gmail_split_line_from ' +
      'email_ios_outlook email_ios_outlook_fr email_italian email_msn email_norwegian_gmail email_one_is_not_on ' +
      'email_original_message email_original_message_2 email_outlook_split_line_from email_portuguese ' +
      'email_russian email_tricky_10_special_chars_in_name email_tricky_12_no_space_after_header ' +
      'email_tricky_14_long_quote_header email_tricky_15_original_message_variations email_tricky_4_from_in_body ' +
      'email_tricky_5_mixed_languages email_tricky_8_sent_from_in_content email_with_date_headers ' +
      'email_with_regards',
    '1-6': 'email_emoji email_tricky_1_on_false_positive',
    '1-638': 'email_21',
    '1-7': 'email_1 email_tricky_6_regards_in_sentence',
    '1-8': 'email_tricky_2_url_with_wrote',
    '1-9': 'email_bullets email_tricky_13_timestamp_variations',
    '2-4': 'email_with_from_headers',
    '4 8 12': 'email_tricky_18_inline_reply',
  },
  'quotes-zapier/emails': {
    '1':
      'correct_sig email_1_4 email_1_6 email_1_7 email_2_1 email_2_2 email_2_3 email_BlackBerry email_gmail ' +
      'email_headers_no_delimiter email_iPhone email_multi_word_sent_from_my_mobile_device',
    '1 9-34': 'email_1_2',
    '1-15': 'email_1_5',
    '1-2': 'pathological',
    '1-3': 'email_1_3 email_sent_from_my_not_signature',
    '1-5': 'email_1_1 email_one_is_not_on',
    '1-6': 'email_partial_quote_header greedy_on',
    '1-7': 'email_sig_delimiter_in_middle_of_line',
    '1-9': 'email_bullets',
    '13 19': 'email_1_8',
  },
  'quotes-github/emails': {
    '1':
      'correct_sig email_1_4 email_1_6 email_1_7 email_2_1 email_2_2 email_2_3 email_BlackBerry email_iPhone ' +
      'email_multi_word_sent_from_my_mobile_device',
    '1 9-34': 'email_1_2',
    '1-15': 'email_1_5',
    '1-2': 'pathological',
    '1-3': 'email_1_3 email_sent_from_my_not_signature',
    '1-4 6-8': 'email_long_quote',
    '1-5': 'email_1_1 email_one_is_not_on',
    '1-6': 'greedy_on',
    '1-7': 'email_sig_delimiter_in_middle_of_line',
    '1-9': 'email_bullets',
    '13 19': 'email_1_8',
  },
};
