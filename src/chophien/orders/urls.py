from django.urls import path

from chophien.orders.views import cart, checkout, group_buying, mine, order, preorder, seller

app_name = "orders"
urlpatterns = [
    path("gio/", cart.cart, name="cart"),
    path("gio/them/", cart.add, name="add"),
    path("gio/phieu/", cart.vouchers, name="vouchers"),
    path("gio/<str:variant>/", cart.change, name="change"),
    path("dat-hang/", checkout.checkout, name="checkout"),
    path("dat-truoc/<str:code>/", preorder.preorder, name="preorder"),
    path("mua-chung/loi-hua/<str:token>/", group_buying.pledge, name="pledge"),
    path("mua-chung/loi-hua/<str:token>/rut/", group_buying.leave, name="leave-purchase"),
    path("mua-chung/<str:code>/", group_buying.purchase, name="group-purchase"),
    path("don/", mine.mine, name="mine"),
    path("don/tim/", mine.find, name="find"),
    path("don/quen/", mine.forget, name="forget"),
    path("don/<str:code>/", order.show, name="order"),
    path("don/<str:code>/cam-on/", order.thanks, name="thanks"),
    path("don/<str:code>/huy/", order.cancel, name="cancel"),
    path("don/<str:code>/cho-vu/", preorder.answer, name="preorder-answer"),
    path("don/<str:code>/da-nhan/", order.receive, name="receive"),
    path("don/<str:code>/tai-khoan/", order.account, name="refund-account"),
    path("don/<str:code>/mua-lai/", order.again, name="again"),
    path("don/<str:code>/hop-dong.pdf", order.contract, name="contract"),
    path("don/<str:code>/ma-qr.png", order.qr_picture, name="qr"),
    path("ban-hang/don/", seller.orders, name="seller-list"),
    path("ban-hang/don/<str:code>/", seller.order, name="seller-order"),
    path("ban-hang/don/<str:code>/hoa-don/", seller.invoice, name="seller-invoice"),
    path("ban-hang/don/<str:code>/hop-dong.pdf", seller.contract, name="seller-contract"),
    path("ban-hang/don/<str:code>/nhan/", seller.confirm, name="seller-confirm"),
    path("ban-hang/don/<str:code>/tu-choi/", seller.refuse, name="seller-refuse"),
    path("ban-hang/don/<str:code>/dong-goi/", seller.pack, name="seller-pack"),
    path("ban-hang/don/<str:code>/giao-buu-ta/", seller.hand_over, name="seller-hand-over"),
    path("ban-hang/don/<str:code>/huy/", seller.cancel, name="seller-cancel"),
    path("ban-hang/don/<str:code>/tien-ve/", seller.paid, name="seller-paid"),
]
