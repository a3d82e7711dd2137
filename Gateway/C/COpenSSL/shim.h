// OpenSSL's headers; macros that Swift cannot see are given here as functions.
#pragma once
// As in CLinux: types of the C library must look the same in both modules.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
