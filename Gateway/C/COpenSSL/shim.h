// OpenSSL's headers; macros that Swift cannot see are given here as functions.
#pragma once
// SHA512_CTX, SHA256_CTX and SHA_CTX are the one deprecated thing used: only they are plain values, which a key can hold
// and the stack too; what takes their place allocates a context for each digest, or needs one for each thread.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

// HMAC (RFC 2104): the hash after the key and the inner pad, and after the key and the outer pad.
typedef union {
    SHA512_CTX sha512[2];
    SHA256_CTX sha256[2];
} openssl_hmac_states;

// `padded` is the key filled with zeros to the hash's block; it is overwritten.
static inline void openssl_hmac_sha512_prepare(openssl_hmac_states *states, unsigned char padded[128]) {
    for (int index = 0; index < 128; index++) padded[index] ^= 0x36;
    SHA512_Init(&states->sha512[0]);
    SHA512_Update(&states->sha512[0], padded, 128);
    for (int index = 0; index < 128; index++) padded[index] ^= 0x36 ^ 0x5C;
    SHA512_Init(&states->sha512[1]);
    SHA512_Update(&states->sha512[1], padded, 128);
    OPENSSL_cleanse(padded, 128);
}

static inline void openssl_hmac_sha512(
    const openssl_hmac_states *states, const void *message, size_t count, unsigned char code[SHA512_DIGEST_LENGTH]) {
    SHA512_CTX state = states->sha512[0];
    SHA512_Update(&state, message, count);
    SHA512_Final(code, &state);
    state = states->sha512[1];
    SHA512_Update(&state, code, SHA512_DIGEST_LENGTH);
    SHA512_Final(code, &state);
    OPENSSL_cleanse(&state, sizeof state);
}

// `padded` is the key filled with zeros to the hash's block; it is overwritten.
static inline void openssl_hmac_sha256_prepare(openssl_hmac_states *states, unsigned char padded[64]) {
    for (int index = 0; index < 64; index++) padded[index] ^= 0x36;
    SHA256_Init(&states->sha256[0]);
    SHA256_Update(&states->sha256[0], padded, 64);
    for (int index = 0; index < 64; index++) padded[index] ^= 0x36 ^ 0x5C;
    SHA256_Init(&states->sha256[1]);
    SHA256_Update(&states->sha256[1], padded, 64);
    OPENSSL_cleanse(padded, 64);
}

static inline void openssl_hmac_sha256(
    const openssl_hmac_states *states, const void *message, size_t count, unsigned char code[SHA256_DIGEST_LENGTH]) {
    SHA256_CTX state = states->sha256[0];
    SHA256_Update(&state, message, count);
    SHA256_Final(code, &state);
    state = states->sha256[1];
    SHA256_Update(&state, code, SHA256_DIGEST_LENGTH);
    SHA256_Final(code, &state);
    OPENSSL_cleanse(&state, sizeof state);
}

static inline void openssl_sha256(const void *message, size_t count, unsigned char digest[SHA256_DIGEST_LENGTH]) {
    SHA256_CTX state;
    SHA256_Init(&state);
    SHA256_Update(&state, message, count);
    SHA256_Final(digest, &state);
}

static inline void openssl_sha1(const void *message, size_t count, unsigned char digest[SHA_DIGEST_LENGTH]) {
    SHA_CTX state;
    SHA1_Init(&state);
    SHA1_Update(&state, message, count);
    SHA1_Final(digest, &state);
}

static const uint64_t openssl_server_cipher_order = SSL_OP_CIPHER_SERVER_PREFERENCE;
static const uint64_t openssl_prioritize_chacha = SSL_OP_PRIORITIZE_CHACHA;
static const uint64_t openssl_no_compression = SSL_OP_NO_COMPRESSION;
static const uint64_t openssl_no_renegotiation = SSL_OP_NO_RENEGOTIATION;

static inline long openssl_set_minimum_version(SSL_CTX *context, int version) {
    return SSL_CTX_set_min_proto_version(context, version);
}

static inline long openssl_set_mode(SSL_CTX *context, long mode) { return SSL_CTX_set_mode(context, mode); }

static inline long openssl_set_groups(SSL_CTX *context, const char *list) {
    return SSL_CTX_set1_groups_list(context, list);
}

static inline long openssl_set_session_cache_mode(SSL_CTX *context, long mode) {
    return SSL_CTX_set_session_cache_mode(context, mode);
}

static inline void openssl_set_read_ahead(SSL_CTX *context, int isOn) { SSL_CTX_set_read_ahead(context, isOn); }

static inline void openssl_set_server_name_callback(
    SSL_CTX *context, int (*callback)(SSL *, int *, void *), void *argument) {
    SSL_CTX_set_tlsext_servername_callback(context, callback);
    SSL_CTX_set_tlsext_servername_arg(context, argument);
}

static inline long openssl_ask_for_server(SSL *connection, const char *name) {
    return SSL_set_tlsext_host_name(connection, name);
}

static inline int openssl_use_digest(EVP_MAC_CTX *mac, const char *digest, const void *key, size_t count) {
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, (void *)key, count),
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, (char *)digest, 0),
        OSSL_PARAM_construct_end(),
    };
    return EVP_MAC_CTX_set_params(mac, parameters);
}

// A password callback that never asks on a terminal: an encrypted key file is an error.
static inline int openssl_refuse_password(char *buffer, int size, int isWriting, void *argument) { return -1; }

static inline long openssl_add_chain_certificate(SSL_CTX *context, X509 *certificate) {
    return SSL_CTX_add1_chain_cert(context, certificate);
}

// The DNS name at a place of a subjectAltName extension, NULL when it is another kind of name.
static inline const ASN1_IA5STRING *openssl_dns_name(const GENERAL_NAMES *names, int index) {
    const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, index);
    return name->type == GEN_DNS ? name->d.dNSName : NULL;
}

static inline int openssl_name_count(const GENERAL_NAMES *names) { return sk_GENERAL_NAME_num(names); }

static inline void openssl_free_names(GENERAL_NAMES *names) { GENERAL_NAMES_free(names); }
