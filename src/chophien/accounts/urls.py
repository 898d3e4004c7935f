from django.urls import path

from chophien.accounts.views import card, me, passkey, sign_in

app_name = "accounts"
urlpatterns = [
    path("dang-nhap/", sign_in.sign_in, name="sign-in"),
    path("dang-nhap/ma/", sign_in.code, name="code"),
    path("dang-nhap/gui-lai/", sign_in.send_again, name="send-again"),
    path("dang-nhap/mat-khau/", sign_in.password, name="password-sign-in"),
    path("dang-nhap/ten/", sign_in.welcome, name="welcome"),
    path("dang-nhap/khoa/", passkey.sign_in, name="passkey-sign-in"),
    path("dang-nhap/khoa/bat-dau/", passkey.begin_sign_in, name="passkey-sign-in-begin"),
    path("the/", card.kiosk, name="card-kiosk"),
    path("the/o-lai/", card.stay, name="card-stay"),
    path("the/het-gio/", card.over, name="card-over"),
    path("the/<str:token>/", card.scanned, name="card"),
    path("dang-xuat/", sign_in.sign_out, name="sign-out"),
    path("toi/", me.me, name="me"),
    path("toi/mat-khau/", me.password, name="password"),
    path("toi/mat-khau/bo/", me.remove_password, name="remove-password"),
    path("toi/thoat-het/", me.end_sessions, name="end-sessions"),
    path("toi/khoa/", passkey.add, name="passkey-add"),
    path("toi/khoa/bat-dau/", passkey.begin_adding, name="passkey-add-begin"),
    path("toi/khoa/<str:code>/bo/", passkey.remove, name="passkey-remove"),
]
